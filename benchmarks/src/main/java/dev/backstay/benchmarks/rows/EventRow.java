package dev.backstay.benchmarks.rows;

/** id, uuid, occurred, kind, order, session, payload, message. */
record EventRow(RowWriter row, Dice dice) implements BusinessRows.Row {
  private static final int TABLE = 3;
  private static final int SESSION_TABLE = 4;

  /** Events of one session, which lie together. */
  private static final int SESSION_EVENTS = 6;

  /** Events follow each other by about so much; a year holds 105 million of them. */
  private static final long MICROS_APART = 300_000;

  /** One message in so many is a long report, kept beside the row. */
  private static final int REPORT_ODDS = 250;

  private static final byte[] DEVICE = Words.bytes("{\"device\": \"");
  private static final byte[] ADDRESS = Words.bytes("\", \"address\": \"10.");
  private static final byte[] DURATION = Words.bytes("\", \"milliseconds\": ");
  private static final byte[] AMOUNT = Words.bytes(", \"amount\": ");
  private static final byte[] SUBJECT = Words.bytes(", \"subject\": \"");
  private static final byte[] TRACE = Words.bytes("\", \"trace\": \"");
  private static final byte[] END = Words.bytes("\"}");

  EventRow(RowWriter row) {
    this(row, new Dice());
  }

  @Override
  public void write(long id) {
    dice.seat(SESSION_TABLE, id / SESSION_EVENTS);
    long high = dice.next();
    long low = dice.next();
    dice.seat(TABLE, id);
    row.field().number(id);
    row.field().uuid(dice.next(), dice.next());
    row.field().instant(id * MICROS_APART + dice.below(MICROS_APART));
    row.field().text(dice.of(Words.KINDS));
    row.field().number(1 + dice.below(1 + id / 2));
    row.field().uuid(high, low);
    row.field().text(DEVICE).text(dice.of(Words.DEVICES)).text(ADDRESS).number(dice.below(256));
    row.text('.').number(dice.below(256)).text('.').number(dice.below(256));
    row.text(DURATION).number(dice.below(9_000)).text(AMOUNT).money(dice.below(90_000));
    row.text(SUBJECT).text(dice.of(Words.QUALITIES)).text(' ').text(dice.of(Words.GOODS));
    row.text(TRACE).hex(dice.next(), 16).text(END);
    row.field();
    Prose.write(row, dice, dice.oneIn(REPORT_ODDS) ? dice.between(400, 900) : dice.between(2, 12));
  }
}
