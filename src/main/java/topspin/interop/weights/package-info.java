/**
 * Weights in and out: whole networks' tensors under the names and in the orders of other frameworks, in files that those
 * read and write.
 */
package topspin.interop.weights;
