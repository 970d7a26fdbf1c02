export { AnalyticsEnvironment } from './config.ts';
export { type Analytics, type AnalyticsDeps, createAnalytics } from './create-analytics.ts';
