"""Work in the background: a task is a doorbell; the row in the database is the job."""

from datetime import timedelta

from kombu import Exchange, Queue

from portal.settings import env

# Also counts calls across processes; empty means that each process counts alone.
REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = env.text("BROKER_URL", REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# The order that makes a lease safe: deadline of a call 20 s < 30 < 45 < lease 60 s.
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 45
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30.0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "normal"
CELERY_TASK_QUEUES = [
    # An exchange each: a shared one would put every bell into every queue.
    Queue(name, Exchange(name), routing_key=name)
    for name in ("urgent", "normal", "slow")
]
# Who publishes must give up within a second, and a frozen broker is asked twice
# (an old connection, then a new one); who consumes must wait patiently.
PUBLISHER_TRANSPORT = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry_on_timeout": False,
    "max_retries": 0,
    "health_check_interval": 5,
    "visibility_timeout": 120,
}
CONSUMER_TRANSPORT = {
    "socket_connect_timeout": 5,
    "socket_timeout": 10,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "visibility_timeout": 120,
}
IS_WORKER = env.flag("AMBIT_WORKER", default=False)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    CONSUMER_TRANSPORT if IS_WORKER else PUBLISHER_TRANSPORT
)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "make files that wait": {
        "task": "data_files.make_waiting",
        "schedule": timedelta(minutes=1),
    },
    "keep months of decisions": {
        "task": "evaluations.keep_decision_months",
        "schedule": timedelta(days=1),
    },
    "compact feeds": {
        "task": "publishing.compact_feeds",
        "schedule": timedelta(days=1),
    },
    "tell of choices that ran out": {
        "task": "preferences.tell_expired",
        "schedule": timedelta(minutes=1),
    },
    "close accounts": {
        "task": "leaving.close_accounts",
        "schedule": timedelta(minutes=1),
    },
    "mail letters": {
        "task": "notifications.mail_letters",
        "schedule": timedelta(seconds=15),
    },
    "tell of changes that arrived": {
        "task": "supervision.tell_of_arrivals",
        "schedule": timedelta(seconds=30),
    },
    "tell of requests": {
        "task": "requests.tell_of_askings",
        "schedule": timedelta(minutes=10),
    },
    "tell of uses": {
        "task": "access_history.tell_of_uses",
        "schedule": timedelta(minutes=10),
    },
    "ask whether choices are still right": {
        "task": "preferences.ask_yearly",
        "schedule": timedelta(hours=1),
    },
}
