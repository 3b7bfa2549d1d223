package dev.backstay.catalog.access;

import dev.backstay.catalog.query.Paging;
import java.util.List;
import java.util.Optional;

/** Where it is kept who was given access, and who was refused. It outlives every rebuild. */
public interface AccessLog {
  /** Keeps a note; durable on return. */
  void note(AccessNote note);

  /** Notes, newest first: one more than the page holds, where there are more. */
  List<AccessNote> notes(Optional<String> actor, Optional<AccessNote.Action> action, Paging paging);
}
