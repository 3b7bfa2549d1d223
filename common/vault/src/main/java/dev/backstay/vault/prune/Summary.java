package dev.backstay.vault.prune;

import dev.backstay.vault.prune.PruneReport.Amount;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Puts a plan and what it was made from into figures. */
record Summary(List<PackState> states, PrunePlan plan, boolean dryRun) {
  PruneReport report(long rewrittenIndexFiles, long sweptLeftovers) {
    return new PruneReport(
        dryRun,
        amount(PackState::isUsed, PackState::usedBytes),
        amount(pack -> pack.unusedBytes() > 0, PackState::unusedBytes),
        amount(pack -> !pack.indexed(), PackState::size),
        amount(pack -> plan.repack().contains(pack.id()), PackState::size),
        amount(pack -> plan.marks().containsKey(pack.id()), PackState::size),
        amount(this::isUnmarked, PackState::size),
        amount(pack -> plan.delete().contains(pack.id()), PackState::size),
        rewrittenIndexFiles,
        sweptLeftovers);
  }

  private boolean isUnmarked(PackState pack) {
    return pack.marked().isPresent()
        && !plan.marks().containsKey(pack.id())
        && !plan.delete().contains(pack.id());
  }

  private Amount amount(Predicate<PackState> which, ToLongFunction<PackState> bytes) {
    List<PackState> chosen = states.stream().filter(which).toList();
    return new Amount(chosen.size(), chosen.stream().mapToLong(bytes).sum());
  }
}
