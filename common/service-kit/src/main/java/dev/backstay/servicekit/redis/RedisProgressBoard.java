package dev.backstay.servicekit.redis;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.event.BackupId;
import dev.backstay.contract.event.Stage;
import dev.backstay.contract.policy.DestinationName;
import dev.backstay.servicekit.progress.LiveProgress;
import dev.backstay.servicekit.progress.ProgressBoard;
import dev.backstay.servicekit.progress.ProgressJson;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The board in Redis: an expiring key for each entry. */
public final class RedisProgressBoard implements ProgressBoard {
  private static final System.Logger LOG = System.getLogger(RedisProgressBoard.class.getName());

  private static final String PREFIX = "backstay:progress:";

  /** Keys that Redis looks at in one step of a scan. */
  private static final String SCAN_STEP = "500";

  private final RedisCalls redis;

  public RedisProgressBoard(RedisCalls redis) {
    this.redis = redis;
  }

  @Override
  public void show(LiveProgress progress) {
    whereReachable(() ->
        redis.call(
            Command.SET,
            key(progress.backup(), progress.stage(), progress.destination()),
            ProgressJson.write(progress),
            "PX",
            Long.toString(LIFETIME.toMillis())));
  }

  @Override
  public void clear(BackupId backup, Stage stage, Optional<DestinationName> destination) {
    whereReachable(() -> redis.call(Command.DEL, key(backup, stage, destination)));
  }

  @Override
  public List<LiveProgress> all() {
    List<LiveProgress> found = new ArrayList<>();
    whereReachable(() -> {
      for (String key : keys()) {
        Optional.ofNullable(redis.call(Command.GET, key))
            .flatMap(text -> ProgressJson.read(text.toString()))
            .ifPresent(found::add);
      }
    });
    found.sort(Comparator.comparing(LiveProgress::startedAt));
    return found;
  }

  private static String key(BackupId backup, Stage stage, Optional<DestinationName> destination) {
    return PREFIX
        + "%s:%s:%s".formatted(backup, stage, destination.map(DestinationName::value).orElse(""));
  }

  /** Nothing depends on what is shown, so nothing fails with it. */
  private static void whereReachable(Runnable calls) {
    try {
      calls.run();
    } catch (BackstayException e) {
      LOG.log(System.Logger.Level.DEBUG, "progress is not shown: {0}", e.getMessage());
    }
  }

  /** A scan may name a key twice. */
  private Set<String> keys() {
    Set<String> keys = new HashSet<>();
    String cursor = "0";
    do {
      Response step = redis.call(Command.SCAN, cursor, "MATCH", PREFIX + "*", "COUNT", SCAN_STEP);
      if (step == null) {
        return keys;
      }
      cursor = step.get(0).toString();
      step.get(1).forEach(key -> keys.add(key.toString()));
    } while (!cursor.equals("0"));
    return keys;
  }
}
