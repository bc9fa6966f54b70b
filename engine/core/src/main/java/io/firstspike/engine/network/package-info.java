/**
 * Networks: layers with their weights, the classifier that runs them, the decision they come to,
 * and how far they have learned.
 */
package io.firstspike.engine.network;
