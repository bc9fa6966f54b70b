package io.firstspike.pipeline.app.page.board;

/**
 * What the page shows of a frame that has been decided on. What is not known is null.
 *
 * @param id the frame's id
 * @param picture a small picture of it, as a data URI
 * @param decided the label that was decided for; null if the network was silent
 * @param label the right label
 * @param right whether the decision was right
 * @param potential the potential of the winner
 * @param runnerUp the second label
 * @param margin by how much the winner's potential is above that of the second label
 * @param phase the layer that was learning
 * @param version the version of the model that decided
 * @param decidedAt when, in milliseconds since the epoch
 */
public record FrameView(
    String id,
    String picture,
    String decided,
    String label,
    Boolean right,
    Double potential,
    String runnerUp,
    Double margin,
    String phase,
    String version,
    long decidedAt) {

  FrameView with(String drawn) {
    return new FrameView(
        id, drawn, decided, label, right, potential, runnerUp, margin, phase, version, decidedAt);
  }
}
