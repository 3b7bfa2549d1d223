package dev.backstay.benchmarks.rows;

/** id, uuid, customer, status, placed, updated, total, currency, lines, shipping, remark. */
record OrderRow(RowWriter row, Dice dice) implements BusinessRows.Row {
  private static final int TABLE = 2;

  /** Orders follow each other by about so much; a year holds 31 million of them. */
  private static final long MICROS_APART = 1_000_000;

  private static final byte[] SKU = Words.bytes("{\"sku\": \"");
  private static final byte[] NAME = Words.bytes("\", \"name\": \"");
  private static final byte[] QUANTITY = Words.bytes("\", \"quantity\": ");
  private static final byte[] PRICE = Words.bytes(", \"price\": ");
  private static final byte[] NEXT = Words.bytes(", ");
  private static final byte[] CARRIER = Words.bytes("{\"carrier\": \"");
  private static final byte[] CITY = Words.bytes("\", \"city\": \"");
  private static final byte[] STREET = Words.bytes("\", \"street\": \"");
  private static final byte[] TRACKING = Words.bytes("\", \"tracking\": \"");
  private static final byte[] END = Words.bytes("\"}");

  OrderRow(RowWriter row) {
    this(row, new Dice());
  }

  @Override
  public void write(long id) {
    dice.seat(TABLE, id);
    long placed = id * MICROS_APART + dice.below(MICROS_APART);
    row.field().number(id);
    row.field().uuid(dice.next(), dice.next());
    row.field().number(1 + dice.below(1 + id / 5));
    row.field().text(dice.of(Words.STATUSES));
    row.field().instant(placed);
    row.field().instant(placed + dice.below(259_200_000_000L));
    row.field().money(500 + dice.below(40_000));
    row.field().text(dice.of(Words.CURRENCIES));
    lines();
    row.field().text(CARRIER).text(dice.of(Words.CARRIERS)).text(CITY).text(dice.of(Words.CITIES));
    row.text(STREET).text(dice.of(Words.STREETS)).text(' ').number(dice.between(1, 240));
    row.text(TRACKING).hex(dice.next(), 16).text(END);
    row.field();
    Prose.write(row, dice, dice.between(3, 28));
  }

  private void lines() {
    row.field().text('[');
    int count = dice.between(1, 3);
    for (int line = 0; line < count; line++) {
      if (line > 0) {
        row.text(NEXT);
      }
      row.text(SKU).number(dice.below(100_000_000), 8).text(NAME);
      row.text(dice.of(Words.QUALITIES)).text(' ').text(dice.of(Words.GOODS));
      row.text(QUANTITY).number(dice.between(1, 9)).text(PRICE).money(99 + dice.below(20_000));
      row.text('}');
    }
    row.text(']');
  }
}
