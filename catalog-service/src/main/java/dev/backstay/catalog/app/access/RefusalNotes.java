package dev.backstay.catalog.app.access;

import dev.backstay.catalog.access.Access;
import dev.backstay.catalog.access.RefusalLimit;
import dev.backstay.contract.BackstayException;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;

/** Keeps in the audit log who was refused, not more than so many a minute, off the caller's way. */
@ApplicationScoped
public class RefusalNotes {
  private static final Logger LOG = Logger.getLogger(RefusalNotes.class);

  private final Access access;
  private final ExecutorService threads;
  private final RefusalLimit limit = new RefusalLimit(Clock.systemUTC());

  RefusalNotes(Access access, @VirtualThreads ExecutorService threads) {
    this.access = access;
    this.threads = threads;
  }

  /** Notes that somebody was refused something. */
  public void note(String actor, String what, String why) {
    int left = limit.admit();
    if (left < 0) {
      return;
    }
    String reason = left == 0 ? why : why + " (" + left + " more were refused before)";
    threads.execute(() -> keep(actor, what, reason));
  }

  private void keep(String actor, String what, String why) {
    try {
      access.refused(actor, what, why);
    } catch (BackstayException e) {
      LOG.warnf("access.refused actor=%s what=%s code=%s", actor, what, e.code());
    }
  }
}
