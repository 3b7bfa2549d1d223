package dev.backstay.vault;

import dev.backstay.store.Payload;
import java.util.function.Supplier;

/**
 * A pack that is sealed and about to be stored.
 *
 * @param bytes of the file; they are used again once the pack was stored
 * @param entry makes a sealed index file that names this pack alone, for {@link VaultWriter#adopt}
 */
public record SealedPack(StoredPack pack, Payload bytes, Supplier<byte[]> entry) {}
