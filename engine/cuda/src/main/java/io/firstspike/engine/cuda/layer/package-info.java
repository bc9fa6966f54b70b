/** Feature layers on the device: sums of weights, and counts of ones. */
package io.firstspike.engine.cuda.layer;
