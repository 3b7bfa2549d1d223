package dev.backstay.store.sftp;

import dev.backstay.contract.BackstayException;
import dev.backstay.contract.ErrorCode;
import dev.backstay.store.Interruption;
import dev.backstay.store.sftp.SftpConnection.DiskSpace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Translates what server and connection report into the error family, for one location. */
final class SftpFailures {
  private final SftpLocation location;

  SftpFailures(SftpLocation location) {
    this.location = location;
  }

  /**
   * The failure of a call that is answered by the server. Its answer to a full and to a read-only
   * disk is merely "failure", so the disk is asked, where the server allows that.
   */
  BackstayException refused(
      SftpConnection connection, String call, long neededBytes, SftpException failure)
      throws IOException {
    int status = failure.getStatus();
    if (status == SftpConstants.SSH_FX_PERMISSION_DENIED) {
      return new BackstayException(
          ErrorCode.STORE_DENIED,
          call + " failed: " + location + " does not permit it to the user " + location.user(),
          failure);
    }
    if (status == SftpConstants.SSH_FX_NO_SUCH_FILE && connection.find(location.path()).isEmpty()) {
      return rootMissing();
    }
    if (status == SftpConstants.SSH_FX_FAILURE && neededBytes > 0) {
      Optional<DiskSpace> space = diskSpace(connection);
      if (space.filter(DiskSpace::readOnly).isPresent()) {
        return new BackstayException(
            ErrorCode.STORE_READ_ONLY, call + " failed: " + location + " is read-only", failure);
      }
      if (space.filter(disk -> disk.availableBytes() < neededBytes).isPresent()) {
        return new BackstayException(
            ErrorCode.STORE_FULL,
            call + " failed: the disk of " + location + " is full; what was stored before is kept",
            failure);
      }
    }
    return new BackstayException(
        ErrorCode.STORE_FAILED,
        call + " failed at " + location + ": " + failure.getMessage(),
        failure);
  }

  /** The failure of a call whose connection broke, or whose thread was interrupted. */
  BackstayException broken(String call, IOException failure) {
    if (isInterruption(failure)) {
      return Interruption.failure(call, failure);
    }
    return new BackstayException(
        failure.getCause() instanceof TimeoutException
            ? ErrorCode.STORE_TIMEOUT
            : ErrorCode.STORE_UNREACHABLE,
        call + " failed: the connection to " + location + " broke: " + failure.getMessage(),
        failure);
  }

  /** The failure of a put whose connection broke while the object got its name. */
  BackstayException ambiguous(String call, IOException failure) {
    if (isInterruption(failure)) {
      return Interruption.failure(call + ", which perhaps stored,", failure);
    }
    return new BackstayException(
        ErrorCode.STORE_AMBIGUOUS,
        call + " perhaps stored: the connection to " + location + " broke at the last step",
        failure);
  }

  BackstayException rootMissing() {
    return new BackstayException(ErrorCode.STORE_NOT_FOUND, "there is no directory " + location);
  }

  /** The library reports an interrupt in either form, and a timeout as a subclass of one. */
  static boolean isInterruption(IOException failure) {
    return failure.getCause() instanceof InterruptedException
        || (failure instanceof InterruptedIOException
            && !(failure instanceof SocketTimeoutException));
  }

  private Optional<DiskSpace> diskSpace(SftpConnection connection) throws IOException {
    try {
      return connection.diskSpace(location.path());
    } catch (SftpException _) {
      // The root itself may be what is missing; the failure at hand is then reported as it is.
      return Optional.empty();
    }
  }
}
