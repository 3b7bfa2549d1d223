package dev.backstay.testing.walls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WallsTest {
  private static JavaClasses house = new ClassFileImporter().importClasses();

  @TempDir Path directory;

  static Stream<Wall> walls() {
    return Stream.of(RoomWalls.all(), LibraryWalls.all(), HouseRules.all(), WorldRules.all())
        .flatMap(walls -> walls);
  }

  @BeforeAll
  static void importTheHouse() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(Room.HOUSE);
  }

  @Test
  void theHouseIsNotEmpty() {
    assertThat(house.contain("dev.backstay.contract.ErrorCode")).isTrue();
    assertThat(house.contain("dev.backstay.testing.walls.WallsTest")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("walls")
  void everyWallStands(Wall wall) {
    wall.rule().check(house);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("walls")
  void everyWallFallsWhenItIsBreached(Wall wall) throws IOException {
    // Given
    JavaClasses breached = Sources.compile(wall.breach(), directory);

    // When // Then
    assertThatThrownBy(() -> wall.rule().check(breached))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("because");
  }
}
