package dev.backstay.policy;

import dev.backstay.contract.policy.DestinationName;
import dev.backstay.contract.policy.Policy;
import dev.backstay.contract.policy.Protection;
import dev.backstay.contract.policy.Source;
import dev.backstay.policy.Part.Leaf;
import dev.backstay.policy.PolicyReading.Accepted;
import dev.backstay.policy.PolicyReading.Rejected;
import dev.backstay.policy.YamlValue.Mapping;
import dev.backstay.policy.YamlValue.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads policy files. Whatever a file holds, the answer is a policy or a list of problems, each
 * with its place; nothing is resolved, connected to or started. Stateless and safe to share.
 */
public final class PolicyReader {
  /** Thousands of sources; beyond this it is not a policy that someone wrote. */
  static final int MAX_BYTES = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Reads a file. */
  public PolicyReading read(Path path) {
    String name = path.toString();
    try (InputStream in = Files.newInputStream(path)) {
      return read(name, in.readNBytes(MAX_BYTES + 1));
    } catch (NoSuchFileException e) {
      return rejected(name, "there is no such file");
    } catch (AccessDeniedException e) {
      return rejected(name, "may not be read by this user");
    } catch (IOException e) {
      return rejected(name, "cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads the contents of a file.
   *
   * @param file name to report problems under
   */
  public PolicyReading read(String file, byte[] contents) {
    if (contents.length > MAX_BYTES) {
      return rejected(file, "is longer than 1 MiB, the limit for a policy");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(contents)).toString();
      boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
      Optional<YamlValue> root = YamlTree.parse(marked ? text.substring(1) : text);
      if (root.isEmpty() || (root.get() instanceof Scalar scalar && scalar.isNull())) {
        return rejected(file, "is empty; docs/examples/backstay.yaml shows a complete policy");
      }
      return read(file, root.get());
    } catch (CharacterCodingException e) {
      return rejected(file, "is not UTF-8 text");
    } catch (YamlTree.SyntaxException e) {
      return new Rejected(
          List.of(
              new PolicyProblem(
                  new Position(file, e.line(), e.column(), ""),
                  Reading.readable(String.valueOf(e.getMessage())))));
    }
  }

  private static PolicyReading read(String file, YamlValue root) {
    Set<String> destinations = destinations(root);
    Reading reading = new Reading(file, destinations);
    Optional<Layer<Policy>> layer = PolicyKeys.POLICY.read(Given.root(root, reading));
    Optional<Layer<Policy>> policy = layer.map(given -> inherit(given, destinations));
    if (policy.isPresent() && policy.get().check() && reading.problems().isEmpty()) {
      return new Accepted(policy.get().value(), reading.secrets());
    }
    return new Rejected(reading.problems());
  }

  /** Puts each source over {@code defaults}, and those over "every destination". */
  private static Layer<Policy> inherit(Layer<Policy> policy, Set<String> destinations) {
    Layer<Protection> everywhere = everywhere(destinations);
    Layer<Protection> defaults =
        policy.part(PolicyKeys.DEFAULTS).orElse(Layer.empty(ProtectionKeys.SECTION))
                instanceof Layer<Protection> given
            ? given.over(everywhere)
            : everywhere;
    return policy
        .with(PolicyKeys.DEFAULTS.name(), defaults)
        .map(
            PolicyKeys.SOURCES,
            source -> source instanceof Layer<Source> layer ? layer.over(defaults) : source);
  }

  private static Layer<Protection> everywhere(Set<String> destinations) {
    Layer<Protection> nothing = Layer.empty(ProtectionKeys.SECTION);
    try {
      List<DestinationName> names = destinations.stream().map(DestinationName::new).toList();
      return names.isEmpty()
          ? nothing.broken()
          : nothing.with(ProtectionKeys.DESTINATIONS.name(), new Leaf<>(names));
    } catch (IllegalArgumentException e) {
      return nothing.broken(); // The name is reported where it is defined.
    }
  }

  /** The names under {@code destinations}, known before anything refers to them. */
  private static Set<String> destinations(YamlValue root) {
    Set<String> names = new LinkedHashSet<>();
    if (root instanceof Mapping mapping) {
      mapping.entries().stream()
          .filter(entry ->
              entry.key() instanceof Scalar key
                  && key.text().equals(PolicyKeys.DESTINATIONS.name()))
          .map(YamlValue.Entry::value)
          .filter(Mapping.class::isInstance)
          .flatMap(value -> ((Mapping) value).entries().stream())
          .map(YamlValue.Entry::key)
          .filter(Scalar.class::isInstance)
          .forEach(key -> names.add(((Scalar) key).text()));
    }
    return names;
  }

  private static Rejected rejected(String file, String message) {
    return new Rejected(List.of(new PolicyProblem(new Position(file, 0, 0, ""), message)));
  }
}
