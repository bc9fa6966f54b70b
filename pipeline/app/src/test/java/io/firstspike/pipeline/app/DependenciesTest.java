package io.firstspike.pipeline.app;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.testkit.Floors;
import java.util.List;
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

  /** Packages of the engine. Those of the backend cuda are above the engine's own. */
  private static final Floors FLOORS =
      Floors.of(
          "io.firstspike.engine",
          List.of(
              List.of(
                  "spike",
                  "plasticity",
                  "compute",
                  "stimulus",
                  "filter",
                  "text",
                  "file",
                  "spec.mistake",
                  "spec.stepped",
                  "spec.yaml"),
              List.of("spec", "layer"),
              List.of("encode", "memory", "drift"),
              List.of("network"),
              List.of("activity", "backend", "model", "view", "exchange", "variation"),
              List.of("learning"),
              List.of("diagnosis"),
              List.of("tuning"),
              List.of("cuda.driver"),
              List.of("cuda.form"),
              List.of("cuda.encode", "cuda.layer", "cuda.decide"),
              List.of("cuda.lane"),
              List.of("cuda.learn"),
              List.of("cuda"),
              List.of("vector"),
              List.of("stepped.graph"),
              List.of("stepped.plan"),
              List.of("stepped.layer"),
              List.of("stepped.stimulus"),
              List.of("stepped.network"),
              List.of("stepped.conversion", "stepped.training", "stepped.volley"),
              List.of("nir", "onnx")));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = Floors.read("io.firstspike");
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

  /** Nobody can change a weight unnoticed: the array is written by its owner, and read by two. */
  @Test
  void onlyPotentialsReadWeightsWhereTheyLie() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ENGINE + "layer.Potentials")
        .and()
        .doNotHaveFullyQualifiedName(ENGINE + "layer.LocationPotentials")
        .should()
        .callMethod(LayerWeights.class, "values")
        .check(classes);
  }

  @Test
  void packagesOfTheEngineKnowNoneOnAFloorAbove() {
    FLOORS.requireIn(classes);
  }

  /** Java has no word for "public within the engine": the annotation says who may use a type. */
  @Test
  void eachPublicTypeOfTheEngineSaysWhoMayUseIt() {
    FLOORS.requireUsersNamedIn(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.firstspike.engine..")
        .should()
        .dependOnClassesThat(areInternal())
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> areInternal() {
    return describe(
        "are internal to the engine",
        one ->
            one.isAnnotatedWith(API.class)
                && one.getAnnotationOfType(API.class).status() == Status.INTERNAL);
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
    Floors.requireSmallPackages(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    Floors.requireNoCycles(classes);
  }
}
