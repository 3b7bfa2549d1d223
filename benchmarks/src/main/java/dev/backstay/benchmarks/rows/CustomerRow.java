package dev.backstay.benchmarks.rows;

/** id, uuid, name, email, phone, street, city, country, created, balance, preferences, note. */
record CustomerRow(RowWriter row, Dice dice) implements BusinessRows.Row {
  private static final int TABLE = 1;
  private static final byte[] DOMAIN = Words.bytes(".example");
  private static final byte[] PREFIX = Words.bytes("+49");
  private static final byte[] LANGUAGE = Words.bytes("{\"language\": \"");
  private static final byte[] CARRIER = Words.bytes("\", \"carrier\": \"");
  private static final byte[] NEWSLETTER = Words.bytes("\", \"newsletter\": ");
  private static final byte[] LAST_SEEN = Words.bytes(", \"device\": \"");
  private static final byte[] TOKEN = Words.bytes("\", \"token\": \"");
  private static final byte[] END = Words.bytes("\"}");
  private static final byte[] TRUE = Words.bytes("true");
  private static final byte[] FALSE = Words.bytes("false");

  CustomerRow(RowWriter row) {
    this(row, new Dice());
  }

  @Override
  public void write(long id) {
    dice.seat(TABLE, id);
    byte[] first = dice.of(Words.FIRST_NAMES);
    byte[] last = dice.of(Words.LAST_NAMES);
    byte[] city = dice.of(Words.CITIES);
    byte[] country = dice.of(Words.COUNTRIES);
    row.field().number(id);
    row.field().uuid(dice.next(), dice.next());
    row.field().text(first).text(' ').text(last);
    row.field().text(first).text('.').text(last).number(id).text('@').text(city).text(DOMAIN);
    row.field().text(PREFIX).number(dice.below(10_000_000_000L), 10);
    row.field().text(dice.of(Words.STREETS)).text(' ').number(dice.between(1, 240));
    row.field().text(city);
    row.field().text(country);
    row.field().instant(dice.below(366L * 86_400_000_000L));
    row.field().money(dice.below(500_000));
    row.field().text(LANGUAGE).text(country).text(CARRIER).text(dice.of(Words.CARRIERS));
    row.text(NEWSLETTER).text(dice.oneIn(3) ? TRUE : FALSE);
    row.text(LAST_SEEN).text(dice.of(Words.DEVICES)).text(TOKEN).hex(dice.next(), 16).text(END);
    row.field();
    Prose.write(row, dice, dice.between(4, 30));
  }
}
