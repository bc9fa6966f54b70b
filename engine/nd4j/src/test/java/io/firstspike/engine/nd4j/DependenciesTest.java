package io.firstspike.engine.nd4j;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.firstspike.testkit.Floors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the structure of this module, which the program's own test does not see. */
class DependenciesTest {

  private static final String MODULE = "io.firstspike.engine.nd4j";
  private static final Floors FLOORS =
      Floors.of(
          MODULE,
          List.of(
              List.of("tensor", "runtime"),
              List.of("gradient"),
              List.of("layer"),
              List.of("encode"),
              List.of("network"),
              List.of("learn"),
              List.of("")));

  private static final JavaClasses CLASSES = Floors.read(MODULE);

  @Test
  void packagesKnowNoneOnAFloorAbove() {
    FLOORS.requireIn(CLASSES);
    Floors.requireNoCycles(CLASSES);
  }

  @Test
  void eachPublicTypeSaysWhoMayUseIt() {
    FLOORS.requireUsersNamedIn(CLASSES);
  }

  @Test
  void noPackageHasMoreThanOneReasonToExist() {
    Floors.requireSmallPackages(CLASSES);
  }
}
