/**
 * The platform's HTTP API as its caller sees it: where it is, one exchange, lists over many pages,
 * the live feed of events, refusals as errors of ours. Owns every limit on what an answer may be,
 * for whatever answers need not be Backstay. Never imports a command and shows nobody anything but
 * warnings.
 */
@NullMarked
package dev.backstay.cli.platform.api;

import org.jspecify.annotations.NullMarked;
