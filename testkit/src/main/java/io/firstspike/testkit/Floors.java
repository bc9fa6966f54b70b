package io.firstspike.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * Rules of structure for the packages of the engine, which each module's tests check on what that
 * module sees. Packages stand on floors; each may know its own floor and those below it.
 */
public final class Floors {

  /** The largest number of classes of a package, nested ones not counted. */
  private static final int MAX_CLASSES = 29;

  private final String parent;
  private final List<List<String>> floors;

  private Floors(String parent, List<List<String>> floors) {
    this.parent = parent;
    this.floors = floors;
  }

  /**
   * The floors of a package and all below it.
   *
   * @param parent name of the package
   * @param floors names of packages from the lowest floor up, without that of {@code parent} and a
   *     dot; an empty name is {@code parent} itself
   */
  public static Floors of(String parent, List<List<String>> floors) {
    return new Floors(parent, floors);
  }

  /** Reads the classes on the class path of a package and all below it, those of tests left out. */
  public static JavaClasses read(String parent) {
    return new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages(parent);
  }

  /** Requires that no package knows one on a floor above, and that all packages have a floor. */
  public void requireIn(JavaClasses classes) {
    for (int floor = 0; floor < floors.size(); floor++) {
      for (int above = floor + 1; above < floors.size(); above++) {
        noClasses()
            .that()
            .resideInAnyPackage(packages(floor))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(above))
            .check(classes);
      }
    }
    Set<String> found =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.equals(parent) || name.startsWith(parent + "."))
            .collect(toSet());
    assertThat(found).isEqualTo(Set.copyOf(names()));
  }

  private List<String> names() {
    return IntStream.range(0, floors.size())
        .mapToObj(this::packages)
        .flatMap(Arrays::stream)
        .toList();
  }

  private String[] packages(int floor) {
    return floors.get(floor).stream()
        .map(name -> name.isEmpty() ? parent : parent + "." + name)
        .toArray(String[]::new);
  }

  /** Requires of each public type of these packages that an annotation says who may use it. */
  public void requireUsersNamedIn(JavaClasses classes) {
    classes()
        .that(areOfThese())
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .beAnnotatedWith(API.class)
        .check(classes);
  }

  private DescribedPredicate<JavaClass> areOfThese() {
    List<String> names = names();
    return describe(
        "are of " + parent,
        one -> names.contains(one.getPackageName()) && !one.getSimpleName().equals("package-info"));
  }

  /** Requires of each package that it has few classes. */
  public static void requireSmallPackages(JavaClasses classes) {
    Map<String, Long> sizes =
        classes.stream()
            .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(sizes)
        .isNotEmpty()
        .allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MAX_CLASSES));
  }

  /** Requires that no packages know each other in a circle. */
  public static void requireNoCycles(JavaClasses classes) {
    slices().matching("io.firstspike.(**)").should().beFreeOfCycles().check(classes);
  }
}
