package dev.backstay.engine.files;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The C library of this host: its functions, its error number, and C strings for it. */
final class CLibrary {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ERANGE = 34;
  static final int ENODATA = 61;
  static final int ENOTSUP = 95;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERROR_NUMBER =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** Far beyond the longest description of any C library. */
  private static final long MAX_ERROR_TEXT_BYTES = 1 << 10;

  /** Linked when first used, as every function is. */
  private static final class ErrorText {
    static final MethodHandle CALL =
        function("strerror", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  }

  private CLibrary() {}

  /** Whether the operator of this process lets it call native code at all. */
  static boolean mayBeCalled() {
    try {
      return function("geteuid", FunctionDescriptor.of(ValueLayout.JAVA_INT)) != null;
    } catch (IllegalCallerException denied) {
      return false;
    }
  }

  static boolean has(String name) {
    return Linker.nativeLinker().defaultLookup().find(name).isPresent();
  }

  /** A function whose first argument is the call state that keeps the error number. */
  @SuppressWarnings("restricted") // the reason for this class: what the JDK's API does not reach
  static MethodHandle function(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
    return linker.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
  }

  static MemorySegment callState(Arena arena) {
    return arena.allocate(STATE);
  }

  static int errorNumber(MemorySegment callState) {
    return (int) ERROR_NUMBER.get(callState, 0L);
  }

  static MemorySegment text(Arena arena, byte[] bytes) {
    MemorySegment text = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return text;
  }

  static MemorySegment text(Arena arena, String text) {
    return text(arena, text.getBytes(StandardCharsets.UTF_8));
  }

  static MemorySegment path(Arena arena, Path path) {
    return text(arena, RawPath.bytes(path));
  }

  /** The failure as the JDK's own file API would throw it, with the number where it has no type. */
  static IOException failure(Path path, int errorNumber) {
    String file = path.toString();
    return switch (errorNumber) {
      case ENOENT -> new NoSuchFileException(file);
      case EEXIST -> new FileAlreadyExistsException(file);
      case EACCES, EPERM -> new AccessDeniedException(file, null, describe(errorNumber));
      default -> new FileSystemException(file, null, describe(errorNumber));
    };
  }

  @SuppressWarnings("restricted") // strerror's text has no length before it is read
  private static String describe(int errorNumber) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text =
          (MemorySegment) ErrorText.CALL.invokeExact(callState(arena), errorNumber);
      return text.reinterpret(MAX_ERROR_TEXT_BYTES).getString(0);
    } catch (Throwable broken) {
      throw unexpected(broken);
    }
  }

  /** A call through a method handle declares everything and throws nothing. */
  static BackstayException unexpected(Throwable broken) {
    return new BackstayException(
        ErrorCode.INTERNAL, "a call into the C library failed and had no effect", broken);
  }
}
