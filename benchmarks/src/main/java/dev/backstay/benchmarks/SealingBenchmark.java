package dev.backstay.benchmarks;

import dev.backstay.vault.crypt.Envelope;
import dev.backstay.vault.crypt.MasterKey;
import dev.backstay.vault.crypt.Poly1305;
import dev.backstay.vault.crypt.SealException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.KeyParameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sealing and opening one blob of 1 MiB, and the authenticator alone against Bouncy Castle's;
 * operations are MiB.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SealingBenchmark {
  private static final int BYTES = 1 << 20;

  private final byte[] plain = Sample.TEXT.bytes(BYTES);
  private final MasterKey key = MasterKey.of(Sample.TEXT.bytes(MasterKey.LENGTH));
  private final Envelope envelope = new Envelope(key, new SecureRandom());
  private final byte[] sealed = envelope.seal(plain);
  private final byte[] target = new byte[BYTES + Envelope.OVERHEAD];
  private final byte[] pad = new byte[Poly1305.TAG_BYTES];
  private final byte[] tag = new byte[Poly1305.TAG_BYTES];
  private final Poly1305 own = new Poly1305(key.macR());
  private final org.bouncycastle.crypto.macs.Poly1305 library = bouncyCastle();

  private static org.bouncycastle.crypto.macs.Poly1305 bouncyCastle() {
    var authenticator = new org.bouncycastle.crypto.macs.Poly1305();
    authenticator.init(new KeyParameter(new byte[2 * Poly1305.TAG_BYTES]));
    return authenticator;
  }

  @Benchmark
  public int seal() {
    return envelope.seal(plain, 0, plain.length, target, 0);
  }

  @Benchmark
  public int open() throws SealException {
    return envelope.open(sealed, 0, sealed.length, target, 0);
  }

  @Benchmark
  public byte[] authenticate() {
    own.tag(plain, 0, plain.length, pad, tag);
    return tag;
  }

  @Benchmark
  public byte[] authenticateByBouncyCastle() {
    library.update(plain, 0, plain.length);
    library.doFinal(tag, 0);
    return tag;
  }
}
