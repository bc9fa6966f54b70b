package io.firstspike.pipeline.app;

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
import io.firstspike.engine.layer.LayerWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Checks that dependencies point one way: from app to stream, connectors and engine, and in the
 * engine down its floors.
 */
class DependenciesTest {

  private static final String ENGINE = "io.firstspike.engine.";

  /** The largest number of classes of a package, nested ones not counted. */
  private static final int MAX_CLASSES = 29;

  /** Packages of the engine; each may know its own floor and those below it. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("spike", "plasticity", "compute", "stimulus", "filter", "text", "file"),
          List.of("spec", "layer"),
          List.of("encode"),
          List.of("network"),
          List.of("backend", "model", "view", "exchange"),
          List.of("learning"));

  /** Packages of the backend cuda, likewise; all are above the engine's own. */
  private static final List<List<String>> CUDA_FLOORS =
      List.of(
          List.of("cuda.driver"),
          List.of("cuda.form"),
          List.of("cuda.encode", "cuda.layer", "cuda.decide"),
          List.of("cuda.lane"),
          List.of("cuda.learn"),
          List.of("cuda"));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .importPackages("io.firstspike");
  }

  @Test
  void engineKnowsNeitherFlinkNorKafkaNorWhatIsAboveIt() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.firstspike.connectors..",
            "io.firstspike.pipeline..",
            "org.apache.flink..",
            "org.apache.kafka..",
            "kafka..")
        .check(classes);
  }

  @Test
  void connectorsKnowNeitherFlinkNorPipeline() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.connectors..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.firstspike.pipeline..", "org.apache.flink..")
        .check(classes);
  }

  @Test
  void onlyTheVectorLoopsNeedTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.firstspike.engine.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.firstspike.engine.vector..", "jdk.incubator..")
        .check(classes);
  }

  /** Nobody can change a weight unnoticed: the array is written by its owner, and read by one. */
  @Test
  void onlyPotentialsReadWeightsWhereTheyLie() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ENGINE + "layer.Potentials")
        .should()
        .callMethod(LayerWeights.class, "values")
        .check(classes);
  }

  @Test
  void packagesOfTheEngineKnowNoneOnAFloorAbove() {
    List<List<String>> floors = new ArrayList<>(FLOORS);
    floors.addAll(CUDA_FLOORS);
    for (int floor = 0; floor < floors.size(); floor++) {
      for (int above = floor + 1; above < floors.size(); above++) {
        noClasses()
            .that()
            .resideInAnyPackage(packages(floors.get(floor)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(floors.get(above)))
            .check(classes);
      }
    }
    Set<String> known =
        floors.stream().flatMap(List::stream).map(name -> ENGINE + name).collect(toSet());
    known.add(ENGINE + "vector");
    assertThat(names("io.firstspike.engine")).isEqualTo(known);
  }

  /** Java has no word for "public within the engine": the annotation says who may use a type. */
  @Test
  void eachPublicTypeOfTheEngineSaysWhoMayUseIt() {
    classes()
        .that(areOfTheCore())
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .beAnnotatedWith(API.class)
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.firstspike.engine..")
        .should()
        .dependOnClassesThat(areInternal())
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> areOfTheCore() {
    return describe(
        "are of the engine's core",
        one ->
            one.getPackageName().startsWith(ENGINE)
                && !one.getPackageName().startsWith(ENGINE + "vector")
                && !one.getSimpleName().equals("package-info"));
  }

  private static DescribedPredicate<JavaClass> areInternal() {
    return describe(
        "are internal to the engine",
        one ->
            one.isAnnotatedWith(API.class)
                && one.getAnnotationOfType(API.class).status() == Status.INTERNAL);
  }

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> ENGINE + name).toArray(String[]::new);
  }

  private static Set<String> names(String parent) {
    return classes.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> name.startsWith(parent))
        .collect(toSet());
  }

  @Test
  void jobsKnowNeitherTheProgramNorItsServers() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.pipeline.stream..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.firstspike.pipeline.app..", "io.firstspike.pipeline.local..")
        .check(classes);
  }

  /** What classifies single values can be called by what Flink, in any version, asks for. */
  @Test
  void thePredictionCoreKnowsNoFlink() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.pipeline.ml.predict..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(classes);
  }

  /** The job jar carries neither tables nor stages. */
  @Test
  void onlyTheProgramAndItsUsersKnowTablesAndStages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.firstspike.pipeline.ml..",
            "io.firstspike.pipeline.app..",
            "io.firstspike.examples..",
            "io.firstspike.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.firstspike.pipeline.ml..", "org.apache.flink.table..", "org.apache.flink.ml..")
        .check(classes);
  }

  @Test
  void localServersKnowNothingOfJobsAndTopics() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.pipeline.local..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.firstspike.pipeline.app..",
            "io.firstspike.pipeline.stream..",
            "io.firstspike.connectors..")
        .check(classes);
  }

  @Test
  void noPackageHasMoreThanOneReasonToExist() {
    Map<String, Long> sizes =
        classes.stream()
            .filter(one -> one.isTopLevelClass() && !one.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(sizes).hasSizeGreaterThan(30);
    assertThat(sizes).allSatisfy((name, size) -> assertThat(size).isLessThanOrEqualTo(MAX_CLASSES));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.firstspike.(**)").should().beFreeOfCycles().check(classes);
  }
}
