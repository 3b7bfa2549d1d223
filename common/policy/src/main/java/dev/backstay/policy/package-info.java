/**
 * Reads {@code backstay.yaml} into the policy model, with every problem at once and each at its
 * place. Owns the written form: names of keys, defaults, units, suggestions, and the reference page
 * made from them; and the resolving of secrets. The only room that sees the YAML parser; never a
 * store, an engine or an event.
 *
 * <p>A file becomes a tree with positions ({@code YamlTree}), the tree becomes values by layer
 * ({@code Section} and its {@code Key}s), the layers become the model. Each key is declared once,
 * in {@code PolicyKeys} and its neighbours; reading, checking, the reference page and the JSON
 * Schema all walk that declaration.
 */
@NullMarked
package dev.backstay.policy;

import org.jspecify.annotations.NullMarked;
