package dev.backstay.pipeline.publication;

import dev.backstay.vault.BlobId;

/**
 * Hears how far a publication has come. Called from many threads: quick, and never throwing. Packs
 * that turn out to be there already are told as done like the others.
 */
public interface PublicationListener {
  /** Nobody listens. */
  PublicationListener NONE = new PublicationListener() {};

  /** So many more packs are to be made sure of. */
  default void planned(long packs, long bytes) {}

  /** One is there; {@code copied} tells whether it was sent now. */
  default void done(BlobId pack, long bytes, boolean copied) {}
}
