/** Stages that turn images into volleys and volleys into features. */
package io.firstspike.pipeline.ml.feature;
