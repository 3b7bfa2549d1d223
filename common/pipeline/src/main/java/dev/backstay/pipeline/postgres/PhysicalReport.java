package dev.backstay.pipeline.postgres;

import dev.backstay.pipeline.BackupReport;

/**
 * What a physical backup did.
 *
 * @param how what was read and why, for people
 */
public record PhysicalReport(BackupReport figures, PhysicalDescription description, String how) {}
