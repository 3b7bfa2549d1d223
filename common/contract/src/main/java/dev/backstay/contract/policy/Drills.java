package dev.backstay.contract.policy;

/**
 * When recovery is rehearsed and measured.
 *
 * @param due in the time zone of the source's schedule
 */
public record Drills(boolean enabled, CronExpression due) {}
