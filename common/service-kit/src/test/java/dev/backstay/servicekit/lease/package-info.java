/** Contract of leases. */
@NullMarked
package dev.backstay.servicekit.lease;

import org.jspecify.annotations.NullMarked;
