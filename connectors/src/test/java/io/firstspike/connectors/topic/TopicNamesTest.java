package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNamesTest {

  @Test
  void defaultsAreTheSixTopicsOfTheDesign() {
    assertThat(TopicNames.DEFAULT.all())
        .containsExactly("frames", "labels", "predictions", "models", "metrics", "dead-letters");
  }

  @Test
  void prefixGoesInFrontOfEveryName() {
    TopicNames names = TopicNames.DEFAULT.withPrefix("gate-7.");
    assertThat(names.all()).allMatch(name -> name.startsWith("gate-7."));
    assertThat(names.deadLetters()).isEqualTo("gate-7.dead-letters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b/", "ü", "a\n"})
  void prefixMustBeLegalInKafka(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicNames.DEFAULT.withPrefix(prefix))
        .withMessageContaining("topic name");
  }

  @Test
  void twoTopicsCannotShareAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TopicNames("a", "a", "b", "c", "d", "e"))
        .withMessageContaining("name of its own");
  }
}
