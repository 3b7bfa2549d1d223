package dev.backstay.contract.event;

/**
 * What a dump read and stored.
 *
 * @param bytesProcessed of the source, unchanged ones included
 * @param bytesRead of the source, really read
 * @param bytesNew plain bytes that the vault did not hold
 * @param bytesStored what they became, sealed
 * @param packsSealed packs that this backup added
 * @param problems files that could not be read
 */
public record DumpFigures(
    long files,
    long bytesProcessed,
    long bytesRead,
    long bytesNew,
    long bytesStored,
    long packsSealed,
    long problems) {
  public DumpFigures {
    if (Math.min(Math.min(files, bytesProcessed), Math.min(bytesRead, bytesNew)) < 0
        || Math.min(Math.min(bytesStored, packsSealed), problems) < 0) {
      throw new IllegalArgumentException("figures are not negative");
    }
  }
}
