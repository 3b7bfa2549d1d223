/**
 * The facts that a vault alone still tells when topics and catalog are lost. Imports contract and
 * the vault's facade; publishes nothing itself and must never import a broker or a catalog.
 */
@NullMarked
package dev.backstay.pipeline.recovery;

import org.jspecify.annotations.NullMarked;
