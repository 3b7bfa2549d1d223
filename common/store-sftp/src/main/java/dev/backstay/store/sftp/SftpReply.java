package dev.backstay.store.sftp;

import java.io.IOException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Reads the server's replies: {@code uint32 length, byte type, uint32 id}, then for a status {@code
 * uint32 code, string message, string language}.
 */
final class SftpReply {
  private SftpReply() {}

  /** Fails unless the reply is a status that says success. */
  static void requireSuccess(Buffer reply) throws IOException {
    int type = typeOf(reply);
    if (type != SftpConstants.SSH_FXP_STATUS) {
      throw new IOException("the server answered with a message of type " + type);
    }
    int code = reply.getInt();
    if (code != SftpConstants.SSH_FX_OK) {
      throw failure(code, reply);
    }
  }

  /** The rest of a reply that must be of a type; a status fails as what it says. */
  static Buffer require(Buffer reply, int expectedType) throws IOException {
    int type = typeOf(reply);
    if (type == SftpConstants.SSH_FXP_STATUS) {
      throw failure(reply.getInt(), reply);
    }
    if (type != expectedType) {
      throw new IOException("the server answered with a message of type " + type);
    }
    return reply;
  }

  private static int typeOf(Buffer reply) {
    reply.getInt(); // length
    int type = reply.getUByte();
    reply.getInt(); // id
    return type;
  }

  private static SftpException failure(int code, Buffer reply) {
    String message = reply.available() > 0 ? reply.getString() : "";
    return new SftpException(code, message.isEmpty() ? SftpConstants.getStatusName(code) : message);
  }
}
