package dev.backstay.testing.walls;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * One rule about the whole code, with a breach of it.
 *
 * @param name the value kept, as a sentence
 * @param rule holds on classes that do not exist yet; its reason says how to mend a breach
 * @param breach small source files that compile by themselves and break the rule
 */
record Wall(String name, ArchRule rule, List<String> breach) {
  Wall(String name, ArchRule rule, String... breach) {
    this(name, rule.allowEmptyShould(true), List.of(breach));
  }

  @Override
  public String toString() {
    return name;
  }
}
