package dev.backstay.dumper.stream;

import dev.backstay.contract.Secret;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.SecretReference;
import dev.backstay.pipeline.staging.StagedVault;
import dev.backstay.servicekit.event.EventPublisher;
import dev.backstay.servicekit.lease.Leases;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all streams of a process share.
 *
 * @param vault the vault in staging; fails with a TRANSIENT error while there is none
 * @param secrets where references in the policy lead
 * @param frameBytes the room that staging keeps for frames
 * @param hostname under which roll-ups are filed
 * @param worker the name of this process
 */
public record StreamGround(
    Supplier<Policy> policy,
    Supplier<StagedVault> vault,
    Function<SecretReference, Secret> secrets,
    Leases leases,
    EventPublisher events,
    InstantSource clock,
    RandomGenerator random,
    long frameBytes,
    String hostname,
    String worker) {}
