package dev.backstay.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The S3 client of one store, built at its first use, because building it costs a command that may
 * never need it a good part of its start. Everything the client would search the classpath for is
 * named here. Owned by its store, which closes it; safe for any number of threads.
 */
final class S3Connection implements AutoCloseable {
  /** Servers drop connections that are idle for a minute or less; ours go first. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(15);

  private static final String DEFAULT_REGION = "us-east-1";
  private static final Pattern AMAZON_HOST =
      Pattern.compile("s3[.-](?:dualstack\\.)?([a-z]{2}-[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

  private final Optional<URI> endpoint;
  private final S3Options options;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable S3Client client;
  private boolean closed;

  S3Connection(Optional<URI> endpoint, S3Options options) {
    this.endpoint = endpoint;
    this.options = options;
  }

  S3Client client() {
    S3Client ready = client;
    if (ready != null) {
      return ready;
    }
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      ready = client;
      if (ready == null) {
        ready = build();
        client = ready;
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      S3Client open = client;
      client = null;
      if (open != null) {
        open.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private S3Client build() {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(httpClient(options.limits()))
            .credentialsProvider(credentials(options.credentials()))
            .forcePathStyle(usesPath())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // One signature over the whole body, or none under TLS: every server knows that.
            .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
            .overrideConfiguration(override -> {
              override.retryStrategy(AwsRetryStrategy.doNotRetry());
              override.addExecutionInterceptor(new ImmediateSmallPuts());
              if (options.credentials() instanceof S3Credentials.KeyPair && region().isPresent()) {
                // The profile then has nothing to add: leave ~/.aws unread.
                override.defaultProfileFile(ProfileFile.aggregator().build());
              }
            });
    endpoint.ifPresent(builder::endpointOverride);
    region().ifPresent(name -> builder.region(Region.of(name)));
    return builder.build();
  }

  private boolean usesPath() {
    return switch (options.addressing()) {
      case AUTOMATIC -> endpoint.isPresent();
      case PATH -> true;
      case VIRTUAL_HOST -> false;
    };
  }

  private Optional<String> region() {
    return options.region().or(() -> endpoint.map(S3Connection::regionOf));
  }

  private static String regionOf(URI endpoint) {
    Matcher amazon = AMAZON_HOST.matcher(endpoint.getHost());
    return amazon.matches() ? amazon.group(1) : DEFAULT_REGION;
  }

  private static ApacheHttpClient.Builder httpClient(S3Limits limits) {
    return ApacheHttpClient.builder()
        .connectionTimeout(limits.connect())
        .socketTimeout(limits.idle())
        .connectionAcquisitionTimeout(limits.call())
        .connectionMaxIdleTime(MAX_IDLE)
        .maxConnections(limits.maxConnections())
        // The S3 client asks for it itself, where it matters.
        .expectContinueEnabled(false)
        .tcpKeepAlive(true);
  }

  private static AwsCredentialsProvider credentials(S3Credentials credentials) {
    return switch (credentials) {
      case S3Credentials.KeyPair(var keyId, var secret, var token) ->
          StaticCredentialsProvider.create(
              token.isPresent()
                  ? AwsSessionCredentials.create(keyId, secret.text(), token.get().text())
                  : AwsBasicCredentials.create(keyId, secret.text()));
      case S3Credentials.Environment(var profile) -> {
        DefaultCredentialsProvider.Builder chain = DefaultCredentialsProvider.builder();
        profile.ifPresent(chain::profileName);
        yield chain.build();
      }
    };
  }
}
