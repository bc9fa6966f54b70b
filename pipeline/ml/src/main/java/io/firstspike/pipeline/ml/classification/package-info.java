/** Stages that classify images or features, and learn to. */
package io.firstspike.pipeline.ml.classification;
