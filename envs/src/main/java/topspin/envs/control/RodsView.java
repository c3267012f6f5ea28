package topspin.envs.control;

import topspin.env.View;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/** Rods of one length, the first hanging from a fixed joint, each other one from the end of the rod before it. */
final class RodsView implements View {
    static final Color PAPER = new Color(0xf7f7f4);
    static final Color QUIET = new Color(0x999999);
    static final Color INK = new Color(0x333333);
    static final Color ROD = new Color(0xd55e00);
    private static final Color SECOND = new Color(0x0072b2);
    private static final Color GOAL = new Color(0x009e73);
    private static final int SIDE = 240;
    private static final double MARGIN = 12;
    private static final double JOINT = 5;

    private final List<DoubleSupplier> angles;
    private final OptionalDouble goal;
    private final double rate;

    /**
     * @param angles radians of each rod from hanging down, to the right
     * @param goal   height of a line above the fixed joint, in rods
     * @param rate   steps per second
     */
    RodsView(List<DoubleSupplier> angles, OptionalDouble goal, double rate) {
        this.angles = List.copyOf(angles);
        this.goal = goal;
        this.rate = rate;
    }

    @Override
    public int width() {
        return SIDE;
    }

    @Override
    public int height() {
        return SIDE;
    }

    @Override
    public double framesPerSecond() {
        return rate;
    }

    @Override
    public void paint(Graphics2D graphics) {
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, SIDE, SIDE);
        double middle = SIDE / 2.0;
        double length = (middle - MARGIN) / angles.size();
        if (goal.isPresent()) {
            graphics.setColor(GOAL);
            graphics.fill(new Rectangle2D.Double(0, middle - goal.getAsDouble() * length - 1, SIDE, 2));
        }
        Point2D joint = new Point2D.Double(middle, middle);
        graphics.setStroke(new BasicStroke(10, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < angles.size(); i++) {
            double angle = angles.get(i).getAsDouble();
            Point2D end = new Point2D.Double(joint.getX() + length * Math.sin(angle), joint.getY() + length * Math.cos(angle));
            graphics.setColor(i % 2 == 0 ? ROD : SECOND);
            graphics.draw(new Line2D.Double(joint, end));
            graphics.setColor(INK);
            graphics.fill(new Ellipse2D.Double(joint.getX() - JOINT, joint.getY() - JOINT, 2 * JOINT, 2 * JOINT));
            joint = end;
        }
    }
}
