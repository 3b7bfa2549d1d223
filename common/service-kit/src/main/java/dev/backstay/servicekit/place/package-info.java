/**
 * The stores behind the destinations of a policy and behind staging: which implementation, with
 * which credentials and limits. Never imports a service; must never log a location's secrets.
 */
@NullMarked
package dev.backstay.servicekit.place;

import org.jspecify.annotations.NullMarked;
