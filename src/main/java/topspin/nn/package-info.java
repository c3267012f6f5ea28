/**
 * Networks from parts: parameters, encoders, dense layers, cores (one cell or several on top of each other) and heads, each
 * planned once for a shape of batch and then computed without allocation. Policies and supervised models are built from it.
 */
package topspin.nn;
