package dev.backstay.store.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A running ssh-agent, asked for its keys and for signatures over its Unix socket. */
final class AgentSocket extends AbstractAgentProxy {
  /** What the agent's own protocol allows. */
  private static final int MAX_REPLY_BYTES = 256 << 10;

  private final SocketChannel channel;

  private AgentSocket(SocketChannel channel) {
    super(null);
    this.channel = channel;
  }

  /** Opens one connection to the agent for each session that asks for it. */
  static SshAgentFactory factory(Path socket) {
    return new SshAgentFactory() {
      @Override
      public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
      }

      @Override
      public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
        return new AgentSocket(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      }

      @Override
      public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("the agent is never forwarded");
      }
    };
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  protected synchronized Buffer request(Buffer buffer) throws IOException {
    ByteBuffer question = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
    while (question.hasRemaining()) {
      channel.write(question);
    }
    int length = receive(Integer.BYTES).getInt();
    if (length < 1 || length > MAX_REPLY_BYTES) {
      throw new IOException("the ssh-agent answered with " + length + " bytes");
    }
    return new ByteArrayBuffer(receive(length).array());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    super.close();
  }

  private ByteBuffer receive(int length) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(length);
    while (reply.hasRemaining()) {
      if (channel.read(reply) < 0) {
        throw new EOFException("the ssh-agent closed the connection");
      }
    }
    return reply.flip();
  }
}
