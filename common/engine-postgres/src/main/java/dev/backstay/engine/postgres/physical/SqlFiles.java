package dev.backstay.engine.postgres.physical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.contract.files.FileOwner;
import dev.backstay.engine.ByteRanges;
import dev.backstay.engine.postgres.connection.ServerSession;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files read through the server by its own functions. */
final class SqlFiles implements ClusterFiles {
  private static final String LIST =
      """
      SELECT d.name, s.size, extract(epoch FROM s.modification)::bigint, s.isdir
      FROM pg_ls_dir(?, true, false) d(name),
        LATERAL pg_stat_file(CASE ? WHEN '' THEN d.name ELSE ? || '/' || d.name END, true) s
      WHERE s.size IS NOT NULL
      """;

  /** Nobody knows over SQL who owns the files; root's files are what everybody can restore. */
  private static final FileOwner UNKNOWN_OWNER = new FileOwner(0, 0, "", "");

  private final ServerSession session;
  private final ReaderSessions readers;

  /**
   * @param session for listings alone
   */
  SqlFiles(ServerSession session, ReaderSessions readers) {
    this.session = session;
    this.readers = readers;
  }

  @Override
  public List<ListedFile> list(String directory) {
    return session.rows(
        row ->
            new ListedFile(
                row.getString(1),
                row.getBoolean(4),
                row.getBoolean(4) ? 0 : row.getLong(2),
                Instant.ofEpochSecond(row.getLong(3))),
        LIST,
        directory.isEmpty() ? "." : directory,
        directory,
        directory);
  }

  @Override
  public Pieces read(String path, ByteRanges parts) {
    return new SqlPieces(readers, path, parts);
  }

  @Override
  public SmallFiles readSmall(List<SmallFiles.Wanted> wanted) {
    ServerSession reader = readers.take();
    boolean free = false;
    try {
      CopyStream copy = new CopyStream(reader, CopyQuery.wholeFiles(wanted));
      List<Optional<byte[]>> contents = new ArrayList<>();
      for (CopyStream.Row row = copy.next(); row != null; row = copy.next()) {
        contents.add(Optional.ofNullable(row.value()).map(SqlFiles::copied));
      }
      if (contents.size() != wanted.size()) {
        throw new BackstayException(
            ErrorCode.SOURCE_UNREADABLE,
            "of %d files %d came".formatted(wanted.size(), contents.size()));
      }
      free = true;
      return new SmallFiles(contents);
    } finally {
      if (free) {
        readers.giveBack(reader);
      } else {
        readers.discard(reader);
      }
    }
  }

  private static byte[] copied(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    return bytes;
  }

  @Override
  public FileOwner owner() {
    return UNKNOWN_OWNER;
  }

  @Override
  public boolean onDisk() {
    return false;
  }

  @Override
  public void close() {
    readers.close();
  }

  /** The rows of one file's parts, asked for in requests that are not too long. */
  private static final class SqlPieces implements Pieces {
    private final ReaderSessions readers;
    private final String path;
    private final CopyQuery.Requests requests;
    private @Nullable ServerSession session;
    private CopyQuery.@Nullable Request request;
    private @Nullable CopyStream copy;

    SqlPieces(ReaderSessions readers, String path, ByteRanges parts) {
      this.readers = readers;
      this.path = path;
      this.requests = new CopyQuery.Requests(path, parts);
    }

    /** What has arrived lies in a message already. */
    @Override
    public @Nullable Piece next(byte[] room, int from, int length) {
      if (copy == null) {
        request = requests.next();
        copy = request == null ? null : asked(request);
      }
      CopyStream running = copy;
      CopyQuery.Request asked = request;
      if (running == null || asked == null) {
        close();
        return null;
      }
      CopyStream.Row row = running.next();
      if (row == null) {
        throw new BackstayException(
            ErrorCode.SOURCE_UNREADABLE, "'" + path + "' came with fewer parts than asked for");
      }
      if (row.number() == asked.ranges().size() && running.next() == null) {
        copy = null; // a reader that takes no more than it asked for leaves the connection free
      }
      return piece(asked, row);
    }

    private CopyStream asked(CopyQuery.Request next) {
      ServerSession reader = session;
      if (reader == null) {
        reader = readers.take();
        session = reader;
      }
      return new CopyStream(reader, next.query());
    }

    private Piece piece(CopyQuery.Request asked, CopyStream.Row row) {
      ByteBuffer value = row.value();
      if (value == null) {
        throw Vanished.file(path);
      }
      CopyQuery.Range range = asked.ranges().get(row.number() - 1);
      return new Piece(
          value.array(), value.arrayOffset(), value.remaining(), range.offset(), range.length());
    }

    @Override
    public void close() {
      ServerSession reader = session;
      if (reader == null) {
        return;
      }
      session = null;
      if (copy == null) {
        readers.giveBack(reader);
      } else {
        copy = null;
        readers.discard(reader);
      }
    }
  }
}
