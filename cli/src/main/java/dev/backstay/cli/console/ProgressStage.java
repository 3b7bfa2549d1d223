package dev.backstay.cli.console;

/**
 * How far one stage of a run is; a total is 0 while it is not known.
 *
 * @param name what is counted, as a plural: {@code files}, {@code packs read}
 */
public record ProgressStage(
    String name, long items, long totalItems, long bytes, long totalBytes) {}
