/**
 * The platform as operators run it: five services as processes of their own on one broker, one
 * database and one Redis, all real. They are ended by their process handles alone.
 */
@NullMarked
package dev.backstay.testing.platform;

import org.jspecify.annotations.NullMarked;
