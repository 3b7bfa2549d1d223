package dev.backstay.engine.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.backstay.contract.files.ExtendedAttribute;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Extended attributes of every name space (ACLs and capabilities are such), by the calls that never
 * follow a symbolic link. An entry without attributes costs one system call.
 */
final class LinuxAttributes {
  /** Enough for the names, or one value, of nearly every file; longer ones are asked for twice. */
  private static final long FIRST_TRY_BYTES = 1 << 10;

  /** Linux itself holds names and values to 64 KiB. */
  private static final long MAX_BYTES = 64 << 10;

  private static final FunctionDescriptor LIST =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor GET =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor SET =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);

  /** Linked when first used: linking costs milliseconds that most commands need not spend. */
  private static final class Listing {
    static final MethodHandle CALL = CLibrary.function("llistxattr", LIST);
  }

  private static final class Getting {
    static final MethodHandle CALL = CLibrary.function("lgetxattr", GET);
  }

  private static final class Setting {
    static final MethodHandle CALL = CLibrary.function("lsetxattr", SET);
  }

  private LinuxAttributes() {}

  static boolean areThere() {
    return CLibrary.has("llistxattr") && CLibrary.has("lgetxattr") && CLibrary.has("lsetxattr");
  }

  static List<ExtendedAttribute> of(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CLibrary.callState(arena);
      MemorySegment file = CLibrary.path(arena, path);
      byte[] names = read(path, arena, state, into -> list(state, file, into));
      if (names == null || names.length == 0) {
        return List.of();
      }
      List<ExtendedAttribute> attributes = new ArrayList<>();
      for (String name : split(names)) {
        MemorySegment key = CLibrary.text(arena, name);
        byte[] value = read(path, arena, state, into -> get(state, file, key, into));
        if (value != null) {
          attributes.add(ExtendedAttribute.of(name, value));
        }
      }
      attributes.sort(Comparator.comparing(ExtendedAttribute::name));
      return attributes;
    }
  }

  static void set(Path path, ExtendedAttribute attribute) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CLibrary.callState(arena);
      byte[] value = attribute.value();
      int result =
          set(
              state,
              CLibrary.path(arena, path),
              CLibrary.text(arena, attribute.name()),
              CLibrary.text(arena, value).asSlice(0, value.length));
      if (result != 0) {
        throw CLibrary.failure(path, CLibrary.errorNumber(state));
      }
    }
  }

  private interface Reading {
    long into(MemorySegment buffer);
  }

  /**
   * What a call reads; null where the file system has no attributes or this one has just gone, or
   * may be listed but not read by this user.
   */
  private static byte @Nullable [] read(
      Path path, Arena arena, MemorySegment state, Reading reading) throws IOException {
    MemorySegment buffer = arena.allocate(FIRST_TRY_BYTES);
    long length = reading.into(buffer);
    if (length < 0 && CLibrary.errorNumber(state) == CLibrary.ERANGE) {
      buffer = arena.allocate(MAX_BYTES);
      length = reading.into(buffer);
    }
    if (length >= 0) {
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    }
    int error = CLibrary.errorNumber(state);
    return switch (error) {
      case CLibrary.ENOTSUP, CLibrary.ENODATA, CLibrary.EPERM -> null;
      default -> throw CLibrary.failure(path, error);
    };
  }

  private static List<String> split(byte[] names) {
    List<String> split = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < names.length; at++) {
      if (names[at] == 0) {
        split.add(new String(names, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    return split;
  }

  private static long list(MemorySegment state, MemorySegment file, MemorySegment into) {
    try {
      return (long) Listing.CALL.invokeExact(state, file, into, into.byteSize());
    } catch (Throwable broken) {
      throw CLibrary.unexpected(broken);
    }
  }

  private static long get(
      MemorySegment state, MemorySegment file, MemorySegment name, MemorySegment into) {
    try {
      return (long) Getting.CALL.invokeExact(state, file, name, into, into.byteSize());
    } catch (Throwable broken) {
      throw CLibrary.unexpected(broken);
    }
  }

  private static int set(
      MemorySegment state, MemorySegment file, MemorySegment name, MemorySegment value) {
    try {
      return (int) Setting.CALL.invokeExact(state, file, name, value, value.byteSize(), 0);
    } catch (Throwable broken) {
      throw CLibrary.unexpected(broken);
    }
  }
}
