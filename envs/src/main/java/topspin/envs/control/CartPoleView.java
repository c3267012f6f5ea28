package topspin.envs.control;

import topspin.env.View;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.function.DoubleSupplier;

/** A cart on its rail with a pole on it, and the ends of the rail. */
final class CartPoleView implements View {
    private static final int WIDTH = 300;
    private static final int HEIGHT = 160;
    private static final double RAIL = 130;
    private static final double CART_WIDTH = 36;
    private static final double CART_HEIGHT = 20;
    private static final double AXLE = 3;
    /** Units of the plane per metre, along the rail. */
    private final double metre;
    private final DoubleSupplier x;
    private final DoubleSupplier theta;
    private final double limit;
    private final double pole;
    private final double rate;

    /**
     * @param x     metres from the centre
     * @param theta radians from upright, to the right
     * @param limit metres from the centre to either end of the rail
     * @param pole  its length in metres
     * @param rate  steps per second
     */
    CartPoleView(DoubleSupplier x, DoubleSupplier theta, double limit, double pole, double rate) {
        this.x = x;
        this.theta = theta;
        this.limit = limit;
        this.pole = pole;
        this.rate = rate;
        metre = (WIDTH - CART_WIDTH) / (2 * limit);
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public double framesPerSecond() {
        return rate;
    }

    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(RodsView.PAPER);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setColor(RodsView.QUIET);
        graphics.fill(new Rectangle2D.Double(0, RAIL, WIDTH, 2));
        for (double end : new double[] {-limit, limit}) {
            graphics.fill(new Rectangle2D.Double(WIDTH / 2.0 + end * metre - 1, RAIL - 8, 2, 18));
        }
        double middle = WIDTH / 2.0 + x.getAsDouble() * metre;
        double top = RAIL - CART_HEIGHT;
        graphics.setColor(RodsView.INK);
        graphics.fill(new Rectangle2D.Double(middle - CART_WIDTH / 2, top, CART_WIDTH, CART_HEIGHT));
        // longer than to scale, so that small angles are seen
        double length = 1.7 * pole * metre;
        graphics.setColor(RodsView.ROD);
        graphics.setStroke(new BasicStroke(7, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new Line2D.Double(middle, top, middle + length * Math.sin(theta.getAsDouble()),
                top - length * Math.cos(theta.getAsDouble())));
        graphics.setColor(Color.WHITE);
        graphics.fill(new Ellipse2D.Double(middle - AXLE, top - AXLE, 2 * AXLE, 2 * AXLE));
    }
}
