package dev.backstay.contract.event;

import dev.backstay.contract.BackstayException;

/**
 * Why something failed, for people and programs.
 *
 * @param code an error code of this or another version, see docs/errors.md
 * @param message what happened and what was kept
 * @param remedy what to do next
 */
public record Failure(String code, String message, String remedy) {
  public static Failure of(BackstayException failure) {
    return new Failure(
        failure.code().name(), String.valueOf(failure.getMessage()), failure.code().remedy());
  }
}
