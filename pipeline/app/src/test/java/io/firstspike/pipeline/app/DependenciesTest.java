package io.firstspike.pipeline.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: pipeline, connectors, engine. */
class DependenciesTest {

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
  void onlyTheVectorKernelsNeedTheVectorModule() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.firstspike.engine.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.firstspike.engine.vector..", "jdk.incubator..")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.firstspike.(**)").should().beFreeOfCycles().check(classes);
  }
}
