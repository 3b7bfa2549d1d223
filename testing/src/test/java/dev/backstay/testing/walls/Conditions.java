package dev.backstay.testing.walls;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.function.Predicate;

/** Conditions that ArchUnit does not bring in this form. */
final class Conditions {
  private Conditions() {}

  static DescribedPredicate<JavaClass> classes(String description, Predicate<JavaClass> predicate) {
    return DescribedPredicate.describe(description, predicate);
  }

  /** Forbids dependencies on some classes, in every form the class file knows. */
  static ArchCondition<JavaClass> neverImport(String description, Predicate<JavaClass> forbidden) {
    return new ArchCondition<>("never import " + description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(
                dependency -> forbidden.test(dependency.getTargetClass().getBaseComponentType()))
            .forEach(dependency ->
                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
      }
    };
  }

  /** Forbids calls, method references and field accesses. */
  static ArchCondition<JavaClass> neverUse(String description, Predicate<JavaAccess<?>> forbidden) {
    return new ArchCondition<>("never use " + description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getAccessesFromSelf().stream()
            .filter(forbidden)
            .forEach(access ->
                events.add(SimpleConditionEvent.violated(access, access.getDescription())));
      }
    };
  }

  /** An access to one of the named members of a class; {@code <init>} is its constructor. */
  static Predicate<JavaAccess<?>> member(Class<?> owner, String... names) {
    return access ->
        access.getTargetOwner().isEquivalentTo(owner)
            && Arrays.asList(names).contains(access.getTarget().getName());
  }

  static Predicate<JavaAccess<?>> anyMemberOf(Class<?> owner) {
    return access -> access.getTargetOwner().isEquivalentTo(owner);
  }
}
