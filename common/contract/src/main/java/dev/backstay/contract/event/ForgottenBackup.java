package dev.backstay.contract.event;

/** A backup with the name of its snapshot, which is what a destination knows it by. */
public record ForgottenBackup(BackupId backup, ObjectHash snapshot) {}
