/** Stages that tell how good predictions are. */
package io.firstspike.pipeline.ml.evaluation;
