package dev.backstay.engine.postgres.logical;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The contents of an archive, in the order in which they are restored. */
record ArchiveListing(List<ArchiveEntry> entries) {
  private static final long PG_CLASS = 1259;

  private static final Pattern ENTRY = Pattern.compile("(\\d+); (\\d+) (\\d+) (.+)");
  private static final Pattern NEEDS = Pattern.compile(";\\s+depends on:((?: \\d+)+)");

  /** Kinds of relations, which alone have an oid of pg_class. */
  private static final List<String> RELATIONS =
      List.of("MATERIALIZED VIEW", "FOREIGN TABLE", "SEQUENCE", "TABLE", "INDEX", "VIEW");

  /** Those of all others that the parts of a table are told by; the longest first. */
  private static final List<String> OTHERS =
      Stream.of(
              "TABLE DATA",
              "TABLE ATTACH",
              "INDEX ATTACH",
              "SEQUENCE OWNED BY",
              "SEQUENCE SET",
              "FK CONSTRAINT",
              "CHECK CONSTRAINT",
              "CONSTRAINT",
              "DEFAULT ACL",
              "DEFAULT",
              "STATISTICS DATA",
              "STATISTICS",
              "EVENT TRIGGER",
              "TRIGGER",
              "RULE",
              "POLICY",
              "ROW SECURITY",
              "SECURITY LABEL",
              "COMMENT",
              "ACL")
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();

  ArchiveListing {
    entries = List.copyOf(entries);
  }

  static ArchiveListing parse(Stream<String> lines) {
    List<ArchiveEntry> entries = new ArrayList<>();
    lines.forEach(line -> {
      Matcher entry = ENTRY.matcher(line);
      Matcher needs = NEEDS.matcher(line);
      if (entry.matches()) {
        entries.add(entry(entry));
      } else if (needs.matches() && !entries.isEmpty()) {
        List<Integer> ids =
            Stream.of(needs.group(1).strip().split(" ")).map(Integer::valueOf).toList();
        entries.addLast(entries.removeLast().withNeeds(ids));
      }
    });
    if (entries.isEmpty()) {
      throw new BackstayException(
          ErrorCode.OBJECT_CORRUPT, "the archive lists nothing; nothing was restored");
    }
    return new ArchiveListing(entries);
  }

  private static ArchiveEntry entry(Matcher line) {
    long catalog = Long.parseLong(line.group(2));
    String rest = line.group(4);
    String kind =
        (catalog == PG_CLASS ? RELATIONS : OTHERS)
            .stream()
                .filter(each -> rest.startsWith(each + " "))
                .findFirst()
                .orElse(rest.substring(0, Math.max(rest.indexOf(' '), 0)));
    return new ArchiveEntry(
        Integer.parseInt(line.group(1)),
        catalog,
        Long.parseLong(line.group(3)),
        kind,
        rest.substring(Math.min(kind.length() + 1, rest.length())),
        List.of());
  }
}
