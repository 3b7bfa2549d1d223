package dev.backstay.catalog.platform;

import dev.backstay.catalog.api.RunningAnswer;
import java.util.List;

/** The work that goes on now, wherever: dumps, uploads, verifications. May know of none. */
public interface LiveWork {
  List<RunningAnswer> all();
}
