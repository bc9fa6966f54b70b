package io.firstspike.pipeline.stream.flow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.settings.SettingsException;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.junit.jupiter.api.Test;

/** What a user of flows has to do with. */
class FlowApiTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.firstspike.pipeline.stream.flow");

  @Test
  void flowsKnowNothingOfKafkaAndJobs() {
    noClasses()
        .that()
        .resideInAPackage("io.firstspike.pipeline.stream.flow")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "org.apache.flink.connector.kafka..",
            "io.firstspike.connectors.admin..",
            "io.firstspike.pipeline.stream.job..")
        .check(CLASSES);
  }

  /** A type that a maintained type shows is maintained, too. */
  @Test
  void theTypesThatFlowsShowAreMaintained() {
    Set<String> shown = new TreeSet<>();
    for (JavaClass one : CLASSES) {
      if (one.getPackageName().equals("io.firstspike.pipeline.stream.flow") && isMaintained(one)) {
        one.getCodeUnits().stream()
            .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(FlowApiTest::types)
            .filter(type -> type.getPackageName().startsWith("io.firstspike"))
            .filter(type -> !isMaintained(type))
            .map(JavaClass::getName)
            .collect(toCollection(() -> shown));
      }
    }

    assertThat(shown).isEmpty();
    assertThat(isMaintained(CLASSES.get(LearningFlow.class))).isTrue();
  }

  private static Stream<JavaClass> types(JavaCodeUnit unit) {
    return Stream.concat(
        unit.getReturnType().getAllInvolvedRawTypes().stream(),
        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()));
  }

  private static boolean isMaintained(JavaClass type) {
    JavaClass outer = type.getEnclosingClass().orElse(type);
    return Stream.of(type, outer)
        .anyMatch(
            one ->
                one.isAnnotatedWith(API.class)
                    && one.getAnnotationOfType(API.class).status() == Status.MAINTAINED);
  }

  @Test
  void allMistakesOfAFlowAreReportedTogether() {
    LearningFlow.Builder learning =
        LearningFlow.builder(" ", TrainedModels.SPEC)
            .model(new byte[3])
            .learner(
                learner -> learner.traceTimeToLive(Duration.ZERO).metricsEveryFrames(0).memory(-1));
    assertThat(catchThrowableOfType(SettingsException.class, learning::build).problems())
        .hasSize(5);

    ServingFlow.Builder serving =
        ServingFlow.builder("x".repeat(101)).limits(limits -> limits.maxModels(0).waitingBytes(1));
    assertThat(catchThrowableOfType(SettingsException.class, serving::build).problems()).hasSize(3);
  }

  @Test
  void aStreamWithoutItsTypeIsRefusedWithTheRemedy() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    var frames =
        env.fromSequence(0, 1)
            .map(i -> Digits.frame("digits", i.intValue()))
            .returns(TypeInformation.of(Frame.class));
    LearningFlow flow = LearningFlow.builder("digits", NetworkSpec.load("mozafari-2019")).build();

    assertThatThrownBy(() -> flow.addTo(frames))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("where a flow needs FlowTypes.FRAME")
        .hasMessageContaining(".returns(FlowTypes.FRAME)");
  }

  @Test
  void aServingFlowWithoutAnyModelIsRefused() {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment();
    var frames =
        env.fromSequence(0, 1)
            .map(i -> Digits.frame("digits", i.intValue()))
            .returns(FlowTypes.FRAME);
    ServingFlow flow = ServingFlow.builder("serve").build();

    assertThatThrownBy(() -> flow.addTo(frames))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("serving flow serve has no model");
  }
}
