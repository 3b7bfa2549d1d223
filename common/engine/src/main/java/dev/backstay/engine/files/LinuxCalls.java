package dev.backstay.engine.files;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.backstay.contract.files.ExtendedAttribute;
import dev.backstay.contract.files.FileName;
import dev.backstay.contract.files.FileType;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The C library's own calls, on Linux of 64 bits, where structures and types are as used here. */
final class LinuxCalls implements SystemCalls {
  private static final System.Logger LOG = System.getLogger(LinuxCalls.class.getName());
  private static final int CURRENT_DIRECTORY = -100;
  private static final int NO_FOLLOW = 0x100;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int PRIVATE = 0600;
  private static final int READ_ONLY = 0;
  private static final int WRITE_ONLY = 1;
  private static final int RESERVE = 0;
  private static final int KEEP_SIZE_AND_PUNCH_HOLE = 3;

  private static final class ChangeOwner {
    static final MethodHandle CALL =
        CLibrary.function("lchown", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  }

  private static final class ChangeMode {
    static final MethodHandle CALL =
        CLibrary.function("chmod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  }

  private static final class ChangeTimes {
    static final MethodHandle CALL =
        CLibrary.function(
            "utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  }

  private static final class MakeFifo {
    static final MethodHandle CALL =
        CLibrary.function("mkfifo", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  }

  private static final class MakeDevice {
    static final MethodHandle CALL =
        CLibrary.function("mknod", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
  }

  private static final class MakeSymlink {
    static final MethodHandle CALL =
        CLibrary.function("symlink", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  }

  private static final class Truncate {
    static final MethodHandle CALL =
        CLibrary.function("truncate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  }

  private static final class Open {
    static final MethodHandle CALL =
        CLibrary.function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  }

  private static final class Allocate {
    static final MethodHandle CALL =
        CLibrary.function(
            "fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  private static final class SyncFileSystem {
    static final MethodHandle CALL =
        CLibrary.function("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private static final class Close {
    static final MethodHandle CALL =
        CLibrary.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private static final class EffectiveUser {
    static final MethodHandle CALL = CLibrary.function("geteuid", FunctionDescriptor.of(JAVA_INT));
  }

  /** Whether this is such a system, and this process may call into its C library. */
  static boolean areThere() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    return linux
        && ADDRESS.byteSize() == Long.BYTES
        && CLibrary.mayBeCalled()
        && LinuxAttributes.areThere();
  }

  @Override
  public List<ExtendedAttribute> attributes(Path path, FileType type) throws IOException {
    return LinuxAttributes.of(path);
  }

  @Override
  public void setAttribute(Path path, ExtendedAttribute attribute) throws IOException {
    LinuxAttributes.set(path, attribute);
  }

  @Override
  public void setOwner(Path path, int uid, int gid) throws IOException {
    call(path, (arena, state, file) -> (int) ChangeOwner.CALL.invokeExact(state, file, uid, gid));
  }

  @Override
  public void setPermissions(Path path, int permissions) throws IOException {
    call(path, (arena, state, file) -> (int) ChangeMode.CALL.invokeExact(state, file, permissions));
  }

  @Override
  public void setTimes(Path path, Instant accessed, Instant modified) throws IOException {
    call(
        path,
        (arena, state, file) -> {
          MemorySegment times =
              arena.allocateFrom(
                  JAVA_LONG,
                  accessed.getEpochSecond(),
                  accessed.getNano(),
                  modified.getEpochSecond(),
                  modified.getNano());
          return (int)
              ChangeTimes.CALL.invokeExact(state, CURRENT_DIRECTORY, file, times, NO_FOLLOW);
        });
  }

  @Override
  public void makeSpecial(Path path, FileType type, long deviceNumber) throws IOException {
    switch (type) {
      case FIFO ->
          call(path, (arena, state, file) -> (int) MakeFifo.CALL.invokeExact(state, file, PRIVATE));
      case BLOCK_DEVICE -> makeDevice(path, BLOCK_DEVICE | PRIVATE, deviceNumber);
      case CHARACTER_DEVICE -> makeDevice(path, CHARACTER_DEVICE | PRIVATE, deviceNumber);
      default -> throw new IllegalArgumentException("not a special file: " + type);
    }
  }

  private static void makeDevice(Path path, int mode, long deviceNumber) throws IOException {
    if (!CLibrary.has("mknod")) { // glibc has it as a symbol only since 2.33
      throw new FileSystemException(path.toString(), null, "this C library offers no mknod");
    }
    call(
        path,
        (arena, state, file) -> (int) MakeDevice.CALL.invokeExact(state, file, mode, deviceNumber));
  }

  @Override
  public void makeSymlink(Path path, FileName target) throws IOException {
    call(
        path,
        (arena, state, file) ->
            (int) MakeSymlink.CALL.invokeExact(state, CLibrary.text(arena, target.bytes()), file));
  }

  @Override
  public void extend(Path file, long length) throws IOException {
    call(file, (arena, state, path) -> (int) Truncate.CALL.invokeExact(state, path, length));
  }

  @Override
  public boolean reserve(Path file, long length) {
    try {
      allocate(file, RESERVE, 0, length);
      return true;
    } catch (IOException refused) {
      LOG.log(Level.DEBUG, "{0} is written without blocks set aside: {1}", file, refused);
    }
    try {
      extend(file, 0); // a file system that is full has set aside what it had
    } catch (IOException failed) {
      LOG.log(Level.DEBUG, "{0} keeps blocks that were set aside: {1}", file, failed);
    }
    return false;
  }

  @Override
  public boolean giveBack(Path file, long offset, long length) {
    try {
      allocate(file, KEEP_SIZE_AND_PUNCH_HOLE, offset, length);
      return true;
    } catch (IOException refused) {
      LOG.log(Level.DEBUG, "{0} keeps blocks for zeros: {1}", file, refused);
      return false;
    }
  }

  private static void allocate(Path file, int mode, long offset, long length) throws IOException {
    opened(
        file,
        WRITE_ONLY,
        (state, opened) -> (int) Allocate.CALL.invokeExact(state, opened, mode, offset, length));
  }

  @Override
  public void settle(Path directory) throws IOException {
    opened(
        directory,
        READ_ONLY,
        (state, opened) -> (int) SyncFileSystem.CALL.invokeExact(state, opened));
  }

  private interface DescriptorCall {
    int on(MemorySegment state, int descriptor) throws Throwable;
  }

  /** The error number stays that of the call that failed. */
  private static void opened(Path path, int flags, DescriptorCall call) throws IOException {
    call(
        path,
        (arena, state, file) -> {
          int opened = (int) Open.CALL.invokeExact(state, file, flags);
          if (opened < 0) {
            return opened;
          }
          int result = call.on(state, opened);
          int _ = (int) Close.CALL.invokeExact(CLibrary.callState(arena), opened);
          return result;
        });
  }

  @Override
  public boolean isPrivileged() {
    try (Arena arena = Arena.ofConfined()) {
      return (int) EffectiveUser.CALL.invokeExact(CLibrary.callState(arena)) == 0;
    } catch (Throwable broken) {
      throw CLibrary.unexpected(broken);
    }
  }

  private interface PathCall {
    int on(Arena arena, MemorySegment state, MemorySegment file) throws Throwable;
  }

  private static void call(Path path, PathCall call) throws IOException {
    int result;
    int error;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CLibrary.callState(arena);
      result = call.on(arena, state, CLibrary.path(arena, path));
      error = CLibrary.errorNumber(state);
    } catch (Throwable broken) {
      throw CLibrary.unexpected(broken);
    }
    if (result != 0) {
      throw CLibrary.failure(path, error);
    }
  }
}
