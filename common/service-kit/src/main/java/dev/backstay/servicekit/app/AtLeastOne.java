package dev.backstay.servicekit.app;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a number of which less than one makes no sense, and refuses such a one at the start. */
public final class AtLeastOne implements Converter<Integer> {
  private static final long serialVersionUID = 1L;

  @Override
  public Integer convert(String value) {
    int number;
    try {
      number = Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a whole number, not '" + value + "'", e);
    }
    if (number < 1) {
      throw new IllegalArgumentException("expected 1 or more, not " + number);
    }
    return number;
  }
}
