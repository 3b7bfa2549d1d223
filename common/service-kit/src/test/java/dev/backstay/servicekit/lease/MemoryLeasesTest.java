package dev.backstay.servicekit.lease;

class MemoryLeasesTest extends LeasesContract {
  private final MemoryLeases leases = new MemoryLeases();

  @Override
  protected Leases leases() {
    return leases;
  }
}
