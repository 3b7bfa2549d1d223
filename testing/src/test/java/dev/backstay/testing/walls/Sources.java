package dev.backstay.testing.walls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles small source files that need nothing but the JDK and imports their classes. */
final class Sources {
  private static final Pattern PLACE =
      Pattern.compile("package ([\\w.]+);.*?(?:class|record) (\\w+)", Pattern.DOTALL);

  private Sources() {}

  static JavaClasses compile(List<String> sources, Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String source : sources) {
      Matcher place = PLACE.matcher(source);
      if (!place.find()) {
        throw new IllegalArgumentException("no package and type in: " + source);
      }
      Path folder = directory.resolve("src").resolve(place.group(1).replace('.', '/'));
      Files.createDirectories(folder);
      files.add(Files.writeString(folder.resolve(place.group(2) + ".java"), source));
    }
    Path output = Files.createDirectories(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-d", output.toString(), "-cp", "");
      var units = manager.getJavaFileObjectsFromPaths(files);
      if (!compiler.getTask(messages, manager, null, options, null, units).call()) {
        throw new IllegalArgumentException(messages.toString());
      }
    }
    return new ClassFileImporter().importPath(output);
  }
}
